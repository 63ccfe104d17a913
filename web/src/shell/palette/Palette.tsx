import { Command } from "cmdk";
import { useLocation } from "wouter";
import { stateText } from "../../book/intentState";
import { nameText } from "../../format/name";
import { addressOf } from "../../pages/table";
import { useAccess, useAccount, useDesk } from "../../store/context";
import { Dialog } from "../../ui/Dialog";
import { applyTheme } from "../../ui/theme";
import { withToast } from "../../ui/toast/toasts";
import { signOut } from "../signOut";
import { usePages } from "../Rail";

const intents_max = 20;

/** A name that begins with what was typed comes before one that holds it, and a name before what is said of it. */
function rank(value: string, search: string, keywords: string[] = []): number {
  const [name, typed] = [value.toLowerCase(), search.trim().toLowerCase()];
  if (name.startsWith(typed)) return 1;
  if (typed.split(/\s+/).every((word) => name.includes(word))) return 0.5;
  return keywords.join(" ").toLowerCase().includes(typed) ? 0.2 : 0;
}

/** Goes to pages, instruments, agents and intents, and does what needs no more than a word. */
export default function Palette({ onClose }: { onClose(): void }) {
  const [, go] = useLocation();
  const { client, feed, session } = useAccess();
  const me = useDesk((desk) => desk.me);
  const account = useAccount();
  const instruments = useDesk((desk) => desk.status?.instruments);
  const agents = useDesk((desk) => desk.agents);
  const intents = useDesk((desk) => desk.intents);
  const names = [...new Set((agents ?? []).map(({ name }) => name))];
  const visit = (address: string) => {
    onClose();
    go(address);
  };
  const halt = async () => {
    onClose();
    if (!me) return;
    await withToast(
      "Halt",
      () => client.halt({ ...me, account: account ?? me.account }, "pressed in the palette"),
      () => "Nothing new goes out.",
    ).catch(() => {});
    feed.refresh("status", "portfolio", "me", "accounts");
  };
  return (
    <Dialog title="Go anywhere" onClose={onClose}>
      <Command label="Go anywhere" className="palette" filter={rank}>
        <Command.Input autoFocus placeholder="A page, an instrument, an agent, an intent, or what to do" />
        <Command.List label="What there is">
          <Command.Empty>Nothing of that name.</Command.Empty>
          <Command.Group heading="Pages">
            {usePages().map((page) => (
              <Command.Item key={page.name} keywords={[page.question]} onSelect={() => visit(addressOf(page))}>
                {page.title} <small>{page.question}</small>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Do">
            {me?.role !== "viewer" && (
              <Command.Item onSelect={() => void halt()}>
                Halt <small>stop all new orders at once</small>
              </Command.Item>
            )}
            <Command.Item onSelect={() => visit("/portfolio/positions")}>Close positions…</Command.Item>
            <Command.Item onSelect={() => (applyTheme("dark"), onClose())}>Dark colours</Command.Item>
            <Command.Item onSelect={() => (applyTheme("light"), onClose())}>Light colours</Command.Item>
            <Command.Item onSelect={() => void signOut(client, session, me)}>Sign out on this page</Command.Item>
          </Command.Group>
          <Command.Group heading="Instruments">
            {(instruments ?? []).map(({ venue, instrument }) => (
              <Command.Item
                key={`${venue}:${instrument}`}
                onSelect={() => visit(`/markets/${encodeURIComponent(instrument)}`)}
              >
                {instrument} <small>{venue}</small>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Agents">
            {names.map((name) => (
              <Command.Item key={name} onSelect={() => visit(`/swarm/${encodeURIComponent(name)}`)}>
                {nameText(name)}
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Intents">
            {(intents ?? []).slice(0, intents_max).map((intent) => (
              <Command.Item
                key={intent.intent_id}
                value={`${intent.intent_id} ${intent.side} ${intent.instrument}`}
                onSelect={() => visit(`/portfolio/intents/${intent.intent_id}`)}
              >
                {intent.side} {intent.instrument} <small>{stateText(intent.state)}</small>{" "}
                <code>{intent.intent_id.slice(0, 8)}</code>
              </Command.Item>
            ))}
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}

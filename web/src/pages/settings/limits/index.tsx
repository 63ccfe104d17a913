import { useState } from "react";
import type { Limit } from "../../../api/types";
import { useAccess, useDesk } from "../../../store/context";
import { useAnswer } from "../../../store/useAnswer";
import { useNews } from "../../../store/useNews";
import { Panel } from "../../../ui/Panel";
import { Waiting } from "../../../ui/Waiting";
import { LimitHistory } from "./LimitHistory";
import { rowsOfLimits } from "./rows";
import { limitText, nameOfLimit, originOf, type Origin } from "../../../rails/limitWords";
import { TightenDialog } from "./TightenDialog";

const changes = /^Limit/;

const says: Record<Origin, { text: string; tone: string; title: string }> = {
  "built in": { text: "built in", tone: "", title: "As the program has it; nothing can be looser." },
  settings: { text: "from the settings", tone: "tag--accent", title: "The settings of this start are tighter." },
  tightened: { text: "tightened", tone: "tag--warn", title: "By a person while a desk ran; it stays so over restarts." },
};

/** The limits in force, for anybody to read, and for the operator to tighten. */
export default function LimitsPage() {
  const { client, feed } = useAccess();
  const isOperator = useDesk((desk) => desk.me?.role === "operator");
  const limits = useAnswer("limits", client.limits);
  const names = limits.value?.items.map(({ name }) => name);
  const history = useAnswer(names && `changes of ${names.join(" ")}`, () => rowsOfLimits(client, names ?? []));
  const [tightening, setTightening] = useState<Limit>();
  const again = () => {
    limits.again();
    history.again();
  };
  useNews(changes, again);
  const items = limits.value?.items;
  return (
    <div className="stack">
      <p className="settings__lead">
        Every proposal is held against these before anything is sent, whoever makes it. Here they only become tighter, at
        once and for the starts to come; looser ones need a start with <code>--loosen-limits</code>. Orders that only reduce
        a position pass most of them.
      </p>
      <Panel title="In force" note={limits.value && `epoch ${limits.value.epoch}`}>
        {items === undefined ? (
          <Waiting problem={limits.problem} onAgain={limits.again} rows={8} />
        ) : (
          <div className="table-scroll">
            <table className="table table--cards limits">
              <caption className="visually-hidden">The limits in force</caption>
              <thead>
                <tr>
                  <th scope="col">Limit</th>
                  <th scope="col" className="number">
                    In force
                  </th>
                  <th scope="col" className="number">
                    At most
                  </th>
                  <th scope="col">Where it is from</th>
                  {isOperator && (
                    <th scope="col">
                      <span className="visually-hidden">Tighten</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {items.map((limit) => (
                  <LimitRow key={limit.name} limit={limit} onTighten={isOperator ? setTightening : undefined} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      <LimitHistory
        rows={history.value}
        limits={items}
        problem={history.problem ?? limits.problem}
        onAgain={again}
      />
      {tightening && (
        <TightenDialog
          limit={tightening}
          onDone={() => {
            again();
            feed.refresh("rails", "approvals", "orders", "intents");
          }}
          onClose={() => setTightening(undefined)}
        />
      )}
    </div>
  );
}

function LimitRow({ limit, onTighten }: { limit: Limit; onTighten: ((limit: Limit) => void) | undefined }) {
  const { name, description, unit, value, ceiling } = limit;
  const origin = says[originOf(limit)];
  return (
    <tr>
      <th scope="row">
        {nameOfLimit(name)}
        <small>
          {description} <code>{name}</code>
        </small>
      </th>
      <td className="number limits__value" data-label="In force">
        {limitText(value, unit)}
      </td>
      <td className="number quiet" data-label="At most">
        {limitText(ceiling, unit)}
      </td>
      <td data-label="From">
        <span className={`tag ${origin.tone}`} title={origin.title}>
          {origin.text}
        </span>
      </td>
      {onTighten && (
        <td className="number">
          <button
            type="button"
            className="button button--small"
            aria-label={`Tighten ${nameOfLimit(name)}…`}
            onClick={() => onTighten(limit)}
          >
            Tighten…
          </button>
        </td>
      )}
    </tr>
  );
}

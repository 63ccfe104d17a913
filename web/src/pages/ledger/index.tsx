import { useLocation, useParams, useSearch } from "wouter";
import { EventDrawer } from "../../ledger/EventDrawer";
import { Found } from "../../ledger/Found";
import { LedgerFeed } from "../../ledger/LedgerFeed";
import { SearchForm } from "../../ledger/SearchForm";
import type { LedgerQuery } from "../../ledger/search";
import { Panel } from "../../ui/Panel";
import { useQuery } from "../../ui/useQuery";
import { PageHead } from "../PageHead";

/** Every decision and every fill, as it was written; searched by day, kind, subject and words. */
export default function LedgerPage() {
  const { id } = useParams<{ id?: string }>();
  const [, go] = useLocation();
  const behind = useSearch();
  const [parts, change] = useQuery();
  const part = (name: string) => parts.get(name) ?? undefined;
  const query: LedgerQuery = { day: part("day"), kind: part("kind"), subject: part("subject"), words: part("words") };
  const isSearch = Object.values(query).some((each) => each !== undefined);
  return (
    <>
      <PageHead title="Ledger" />
      <div className="stack ledger-page">
        <Panel title="Search">
          {/* Begins anew where the address says something else. */}
          <SearchForm
            key={`${query.subject} ${query.words}`}
            query={query}
            onSearch={({ day, kind, subject, words }) => change({ day, kind, subject, words })}
          />
        </Panel>
        {isSearch ? <Found query={query} /> : <LedgerFeed />}
        <Panel title="Prove it">
          <div className="panel__body ledger-proof">
            <p>
              Each event&apos;s hash holds the one before it on the chain of its account, and a signature stands over the
              ends of all chains: what was written cannot be changed without a trace.
            </p>
            <p>
              <code>swarmdesk audit verify</code> computes every hash and checks every signature, also beside a running desk;{" "}
              <code>swarmdesk audit export</code> writes all events as JSON lines. Both read the files themselves, not what
              this page was told.
            </p>
          </div>
        </Panel>
      </div>
      {id !== undefined && <EventDrawer key={id} seq={id} onClose={() => go(`/ledger${behind ? `?${behind}` : ""}`)} />}
    </>
  );
}

import { useState, type FormEvent } from "react";
import { event_kinds } from "./kinds";
import type { LedgerQuery } from "./search";

interface SearchFormProps {
  query: LedgerQuery;
  onSearch(query: LedgerQuery): void;
}

/** A day, a kind, a subject, words: what is left empty is not asked for. */
export function SearchForm({ query, onSearch }: SearchFormProps) {
  const [subject, setSubject] = useState(query.subject ?? "");
  const [words, setWords] = useState(query.words ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({ ...query, subject: subject.trim() || undefined, words: words.trim() || undefined });
  };
  const isEmpty = Object.values(query).every((part) => part === undefined);
  return (
    <form className="ledger-search" role="search" aria-label="Search the ledger" onSubmit={submit}>
      <label className="field">
        <span>Day (UTC)</span>
        <input type="date" value={query.day ?? ""} onChange={(event) => onSearch({ ...query, day: event.target.value || undefined })} />
      </label>
      <label className="field">
        <span>Kind</span>
        <select value={query.kind ?? ""} onChange={(event) => onSearch({ ...query, kind: event.target.value || undefined })}>
          <option value="">Every kind</option>
          {(query.kind && !event_kinds.some((each) => each === query.kind) ? [query.kind, ...event_kinds] : event_kinds).map((kind) => (
            <option key={kind} value={kind}>
              {kind}
            </option>
          ))}
        </select>
      </label>
      <label className="field ledger-search__long">
        <span>Subject</span>
        <input value={subject} placeholder="An intent, a signal, an account, a setting" onChange={(event) => setSubject(event.target.value)} />
      </label>
      <label className="field ledger-search__long">
        <span>Words</span>
        <input value={words} placeholder="In its kind or message" onChange={(event) => setWords(event.target.value)} />
      </label>
      <div className="ledger-search__actions">
        <button type="submit" className="button button--primary">
          Search
        </button>
        <button
          type="button"
          className="button"
          disabled={isEmpty && subject === "" && words === ""}
          onClick={() => {
            setSubject("");
            setWords("");
            onSearch({});
          }}
        >
          Clear
        </button>
      </div>
    </form>
  );
}

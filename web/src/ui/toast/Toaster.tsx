import { Link } from "wouter";
import { useStore } from "../../store/store";
import { Icon } from "../icons";
import { dismissToast, toasts } from "./toasts";
import "./toast.css";

/** Where toasts appear: over the page and beside nothing that is pressed, read out politely. */
export function Toaster() {
  const items = useStore(toasts, (value) => value.items);
  return (
    <div role="log" aria-label="What happened just now">
      <ol className="toasts">
      {items.map(({ id, title, outcome, tone, href, isBusy }) => (
        <li key={id} className={`toast toast--${tone}`}>
          <p>
            <strong>{title}</strong>
            {isBusy && !outcome && <span className="quiet"> …</span>}
            {outcome && <span className="toast__outcome">{outcome}</span>}
          </p>
          {href && (
            <Link href={href} className="button button--small" onClick={() => dismissToast(id)}>
              Look
            </Link>
          )}
          <button
            type="button"
            className="button button--small button--quiet icon-button"
            aria-label={`Dismiss: ${title}`}
            onClick={() => dismissToast(id)}
          >
            <Icon name="close" size={14} />
          </button>
        </li>
      ))}
      </ol>
    </div>
  );
}

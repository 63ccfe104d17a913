import { useState } from "react";
import { Link } from "wouter";
import { addressOf } from "../pages/table";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/icons";
import { usePages } from "./Rail";

/** All pages, on a phone, where there is no rail. */
export function MenuButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button button--quiet icon-button menu-button"
        aria-haspopup="dialog"
        aria-label="All pages"
        onClick={() => setOpen(true)}
      >
        <Icon name="menu" />
      </button>
      {open && <Menu onClose={() => setOpen(false)} />}
    </>
  );
}

function Menu({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Pages" kind="drawer" onClose={onClose}>
      <ul className="menu">
        {usePages().map((page) => (
          <li key={page.name}>
            <Link href={addressOf(page)} onClick={onClose}>
              <Icon name={page.icon} />
              <span>
                <strong>{page.title}</strong>
                <small>{page.question}</small>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

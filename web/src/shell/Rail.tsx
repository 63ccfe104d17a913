import { memo } from "react";
import { Link, useLocation } from "wouter";
import { addressOf, pageAt, pages } from "../pages/table";
import { useDesk } from "../store/context";
import { Icon } from "../ui/icons";

/** The pages one may go to. */
export function usePages() {
  const shown = useDesk((desk) =>
    pages
      .filter(({ isShown }) => !isShown || isShown(desk))
      .map(({ name }) => name)
      .join(),
  );
  return pages.filter(({ name }) => shown.split(",").includes(name));
}

/** The pages, at the left. */
export const Rail = memo(function Rail() {
  const [address] = useLocation();
  const waiting = useDesk((desk) => desk.status?.open_approvals ?? 0);
  const here = pageAt(address);
  return (
    <nav className="rail-nav" aria-label="Pages">
      <ul>
        {usePages().map((page) => (
          <li key={page.name}>
            <Link
              href={addressOf(page)}
              aria-current={page === here ? "page" : undefined}
              title={`${page.title} (G, ${page.key.toUpperCase()})`}
            >
              <Icon name={page.icon} />
              <span>{page.title}</span>
              {page.name === "approvals" && waiting > 0 && (
                <b>
                  {waiting}
                  <span className="visually-hidden"> waiting</span>
                </b>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
});

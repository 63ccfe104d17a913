import { memo } from "react";
import { Link, useLocation } from "wouter";
import { addressOf, pageAt, pages } from "../pages/table";
import { useDesk } from "../store/context";
import { Icon } from "../ui/icons";

/** On a phone: four pages, beside the Halt button that the header puts there. The others are in the menu above. */
export const PhoneBar = memo(function PhoneBar() {
  const [address] = useLocation();
  const waiting = useDesk((desk) => desk.status?.open_approvals ?? 0);
  const here = pageAt(address);
  return (
    <nav className="phone-bar" aria-label="Pages at the thumb">
      {pages
        .filter(({ atThumb }) => atThumb)
        .map((page) => (
          <Link key={page.name} href={addressOf(page)} aria-current={page === here ? "page" : undefined}>
            <Icon name={page.icon} />
            <span>{page.title}</span>
            {page.name === "approvals" && waiting > 0 && (
              <b>
                {waiting}
                <span className="visually-hidden"> waiting</span>
              </b>
            )}
          </Link>
        ))}
    </nav>
  );
});

import { useDesk } from "../store/context";

const places = [
  { to: "approvals", name: "Approve" },
  { to: "market", name: "Market" },
  { to: "book", name: "Book" },
  { to: "swarm", name: "Swarm" },
] as const;

/** On a phone: ways to the parts of the page, beside the Halt button that the header puts there. */
export function PhoneBar() {
  const waiting = useDesk((desk) => desk.status?.open_approvals ?? 0);
  return (
    <nav className="phone-bar" aria-label="Parts of the page">
      {places.map(({ to, name }) => (
        <a key={to} href={`#${to}`}>
          {name}
          {to === "approvals" && waiting > 0 && <b>{waiting}</b>}
        </a>
      ))}
    </nav>
  );
}

/** The few pictures the page has, drawn on a 20 × 20 grid with one stroke. They never carry meaning alone. */
const paths = {
  overview: "M3 10.5 10 4l7 6.5M5 9v7h10V9",
  markets: "M5 4v12M5 7h0M3.5 7h3v5h-3zM10 3v14M8.5 6h3v7h-3zM15 5v10M13.5 8h3v4h-3z",
  swarm: "M10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM4 4l4 4M16 4l-4 4M4 16l4-4M16 16l-4-4",
  approvals: "M4 10.5 8 14.5 16 5.5",
  portfolio: "M3 7h14v9H3zM7 7V4.5h6V7M3 11h14",
  replays: "M4 10a6 6 0 1 0 2-4.5M4 3.5v3.5h3.5M10 7v3.5l2.5 1.5",
  models: "M4 5h12v8H9l-4 3v-3H4zM7 8.5h6M7 10.5h3",
  ledger: "M5 3h10v14H5zM7.5 6.5h5M7.5 9.5h5M7.5 12.5h3",
  settings: "M4 6h7M14 6h2M4 14h2M9 14h7M11 4v4h3V4zM6 12v4h3v-4z",
  bell: "M10 3a4.5 4.5 0 0 0-4.5 4.5V11L4 13.5h12L14.5 11V7.5A4.5 4.5 0 0 0 10 3ZM8.5 16h3",
  search: "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4ZM13 13l4 4",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  user: "M10 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM4 16.5c.5-3 3-4.5 6-4.5s5.5 1.5 6 4.5",
  close: "M5 5l10 10M15 5 5 15",
  chevron: "M6 8l4 4 4-4",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

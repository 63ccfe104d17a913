export interface ChartColours {
  ink: string;
  line: string;
  up: string;
  down: string;
  upFaint: string;
  downFaint: string;
  signal: string;
  position: string;
  order: string;
}

const sources: Record<keyof ChartColours, string> = {
  ink: "var(--ink-3)",
  line: "var(--line)",
  up: "var(--up)",
  down: "var(--down)",
  upFaint: "var(--up)",
  downFaint: "var(--down)",
  signal: "var(--accent)",
  position: "var(--accent)",
  order: "var(--warn)",
};

/** The canvas cannot read custom properties, so the palette is asked of an element inside the page. */
export function readChartColours(within: HTMLElement): ChartColours {
  const probe = document.createElement("span");
  probe.hidden = true;
  within.append(probe);
  const resolve = (source: string) => {
    probe.style.color = source;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [name, resolve(source)]),
  ) as unknown as ChartColours;
  probe.remove();
  const faint = (colour: string) => colour.replace(/^rgb\((.*)\)$/, "rgba($1, 0.22)");
  return { ...colours, upFaint: faint(colours.up), downFaint: faint(colours.down) };
}

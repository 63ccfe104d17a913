/** Lines about what changed, as the desk wrote them: "stop: 3 % -> 4 %". */
export function Lines({ lines, label }: { lines: readonly string[]; label: string }) {
  return (
    <ul className="lines" aria-label={label}>
      {lines.map((line) => (
        <li key={line}>{line.replaceAll(" -> ", " → ")}</li>
      ))}
    </ul>
  );
}

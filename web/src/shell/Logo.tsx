const dots = [
  [3, 3, 0.4],
  [9, 3, 0.7],
  [15, 3, 1],
  [3, 9, 0.7],
  [15, 9, 0.7],
  [3, 15, 1],
  [9, 15, 0.7],
  [15, 15, 0.4],
] as const;

/** Eight agents around the gate. */
export function Logo() {
  return (
    <svg viewBox="0 0 18 18" width="20" height="20" aria-hidden="true" className="logo">
      {dots.map(([x, y, opacity]) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r="1.7" opacity={opacity} />
      ))}
      <circle cx="9" cy="9" r="2.7" className="logo__gate" />
    </svg>
  );
}

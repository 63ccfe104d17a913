interface CountdownRingProps {
  left_ms: number;
  total_ms: number;
}

const radius = 15;
const length = 2 * Math.PI * radius;

/** The time left to answer, as a ring that empties and as a number. */
export function CountdownRing({ left_ms, total_ms }: CountdownRingProps) {
  const seconds = Math.max(0, Math.ceil(left_ms / 1000));
  const share = Math.min(1, Math.max(0, left_ms / total_ms));
  const urgent = seconds <= 10 ? "ring--urgent" : "";
  const words = seconds >= 100 ? `${Math.ceil(seconds / 60)}m` : String(seconds);
  return (
    <svg viewBox="0 0 36 36" className={`ring ${urgent}`} role="img" aria-label={`${seconds} seconds left`}>
      <circle cx="18" cy="18" r={radius} className="ring__track" />
      <circle
        cx="18"
        cy="18"
        r={radius}
        className="ring__left"
        strokeDasharray={length}
        strokeDashoffset={length * (1 - share)}
        transform="rotate(-90 18 18)"
      />
      <text x="18" y="18" textAnchor="middle" dominantBaseline="central">
        {words}
      </text>
    </svg>
  );
}

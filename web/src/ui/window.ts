/** So many rows exist above and below those in sight: what is scrolled to is there already. */
const beyond = 12;
/** The window moves in steps of so many rows, so that not each pixel draws anew. */
const step = 6;

/** Which rows must exist, `from` and not `to`, where rows of `row_px` are scrolled by `top_px` in a frame of `height_px`. */
export function windowOf(count: number, row_px: number, top_px: number, height_px: number): { from: number; to: number } {
  const first = Math.floor(Math.max(0, top_px) / row_px);
  const last = Math.ceil((Math.max(0, top_px) + height_px) / row_px);
  // What was scrolled to may have become shorter.
  const from = Math.min(Math.max(0, Math.floor((first - beyond) / step) * step), Math.max(0, count - step));
  const to = Math.min(count, Math.ceil((last + beyond) / step) * step);
  return { from, to: Math.max(from, to) };
}

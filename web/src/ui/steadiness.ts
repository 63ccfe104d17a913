/** How long something must have been where it is before pressing it counts. */
export const arms_after_ms = 400;

/** Less than this is not a move: text beside it may breathe by a pixel. */
const moves_px = 3;

/** How long something has been where it is, on the page and not on the screen: who scrolls knows that it moves. */
export class Steadiness {
  private appeared: number | undefined;
  private since: number | undefined;
  private x = 0;
  private y = 0;

  /** It is at this place now. Times are those of one clock, in milliseconds. */
  look(x: number, y: number, now: number): void {
    const moved = Math.abs(x - this.x) > moves_px || Math.abs(y - this.y) > moves_px;
    if (this.since !== undefined && !moved) return;
    this.appeared ??= now;
    this.since = now;
    [this.x, this.y] = [x, y];
  }

  isSteady(now: number): boolean {
    return this.since !== undefined && now - this.since >= arms_after_ms;
  }

  /** Whether it has been there for long enough, wherever it moved. */
  isSettled(now: number): boolean {
    return this.appeared !== undefined && now - this.appeared >= arms_after_ms;
  }
}

const looks_every_ms = 100;
const lookers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Calls at once and then ten times a second, all callers together, until the returned function is called. */
export function watchSteadiness(look: () => void): () => void {
  lookers.add(look);
  timer ??= setInterval(() => {
    for (const each of lookers) each();
  }, looks_every_ms);
  look();
  return () => {
    lookers.delete(look);
    if (lookers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const first_ms = 400;
const most_ms = 10_000;

/** How long to wait before connecting again: doubling, with a little chance so that many pages do not come at once. */
export class Backoff {
  private delay_ms = first_ms;

  constructor(private readonly random: () => number = Math.random) {}

  next(): number {
    const delay = this.delay_ms * (0.75 + 0.5 * this.random());
    this.delay_ms = Math.min(most_ms, this.delay_ms * 2);
    return delay;
  }

  reset(): void {
    this.delay_ms = first_ms;
  }
}

/** Of all tabs of this browser one makes sounds and shows notifications; when it is closed, another one does. */
export class Speaker {
  private readonly ends = new AbortController();
  private release: (() => void) | undefined;
  private speaks = false;

  start(): void {
    // Without locks (a page that came by plain http from elsewhere) each tab speaks for itself.
    if (!("locks" in navigator)) {
      this.speaks = true;
      return;
    }
    navigator.locks
      .request("swarmdesk.speaker", { signal: this.ends.signal }, () => {
        this.speaks = true;
        return new Promise<void>((resolve) => (this.release = resolve));
      })
      .catch(() => {
        // It was stopped while it waited.
      });
  }

  stop(): void {
    this.speaks = false;
    this.ends.abort();
    this.release?.();
  }

  get isSpeaking(): boolean {
    return this.speaks;
  }
}

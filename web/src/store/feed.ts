import type { Client } from "../api/client";
import { asProblem } from "../api/problem";
import type { Me, StreamMessage, StreamRequest, StreamTopic, StreamWelcome } from "../api/types";
import { Backoff } from "./backoff";
import { reloaded } from "./candles";
import type { Connection, Desk, DeskStore } from "./desk";
import { folded } from "./fold";
import { concerns, resources, type Resource } from "./resources";

/** Where there are no frames. */
const frame_most_ms = 250;
const heard_every_ms = 1_000;
const gather_ms = 250;
const again_ms = 5_000;
const reload_ms = 1_500;
const poll_ms = 4_000;
const silence_ms = 20_000;

/** What moves with the market, or without a ledger row. */
const polled: readonly Resource[] = ["portfolio", "positions", "rails"];

/**
 * Keeps the store like the desk: listens to the stream, and asks again for whatever a ledger row says has changed.
 * Bursts of rows become one question per resource.
 */
export class Feed {
  private socket: WebSocket | undefined;
  private readonly backoff = new Backoff();
  private readonly wanted = new Set<Resource>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private arrived: StreamMessage[] = [];
  private gathering = false;
  private reloading = false;
  private stopped = true;
  private watched: { instrument: string; interval: string } | undefined;

  constructor(
    private readonly store: DeskStore,
    private readonly client: Client,
    private readonly token: () => string,
  ) {}

  start(): void {
    this.stopped = false;
    this.connect();
    this.every(poll_ms, () => {
      if (document.hidden || this.store.get().connection.phase !== "open") return;
      this.refresh(...polled);
    });
    this.every(1_000, () => {
      const { phase, heard, since } = this.store.get().connection;
      if (phase === "open" && Date.now() - (heard ?? since) > silence_ms) this.socket?.close();
    });
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.socket?.close();
  }

  /** Asks for these again, soon, together with whatever else has changed by then. */
  refresh = (...names: Resource[]): void => {
    for (const name of names) this.wanted.add(name);
    if (this.gathering) return;
    this.gathering = true;
    this.after(gather_ms, () => {
      this.gathering = false;
      const now = [...this.wanted];
      this.wanted.clear();
      for (const name of now) void this.load(name);
    });
  };

  /** Looks at another account from now on. */
  chooseAccount = (account: string): void => {
    const { me } = this.store.get();
    this.store.set({ account: account === me?.account ? undefined : account });
    this.store.set({ portfolio: undefined, fills: undefined, rails: undefined });
    for (const name of ["portfolio", "fills", "rails"] as const) void this.load(name);
  };

  /** Loads the candles of one instrument and keeps them growing until the returned function is called. */
  watch = (instrument: string, interval: string): (() => void) => {
    const mine = { instrument, interval };
    this.watched = mine;
    this.store.set({ candles: undefined });
    void this.loadCandles();
    return () => {
      if (this.watched === mine) this.watched = undefined;
    };
  };

  private connect(): void {
    this.phase("connecting");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/stream`);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token: this.token() }));
    socket.onmessage = (event) => this.socket === socket && this.receive(JSON.parse(String(event.data)) as StreamMessage);
    socket.onclose = (event) => {
      if (this.stopped || this.socket !== socket) return;
      // The door asks who we are: if the token is no good any more, the client hears it and says so.
      if (event.code === 1008) void this.client.me().catch(() => {});
      this.phase("closed");
      this.after(this.backoff.next(), () => this.connect());
    };
  }

  /** What arrives between two frames is shown in one: the page draws once, however fast the market is. */
  private receive(message: StreamMessage): void {
    this.heard();
    if (message.type === "welcome") return this.welcomed(message);
    this.arrived.push(message);
    if (this.arrived.length > 1) return;
    // A page in the background has no frames, but still counts what waits.
    this.after(frame_most_ms, this.show);
    if (!document.hidden) requestAnimationFrame(this.show);
  }

  private show = (): void => {
    if (this.arrived.length === 0 || this.stopped) return;
    const messages = this.arrived;
    this.arrived = [];
    const before = this.store.get();
    this.store.set(folded(before, messages, Date.now()));
    this.follow(before, this.store.get());
    for (const message of messages) if (message.type === "event") this.refresh(...concerns(message.kind));
  };

  /** What changed shows that something else has. */
  private follow(before: Desk, after: Desk): void {
    if (before.status && before.status.open_approvals !== after.status?.open_approvals) this.refresh("approvals");
    if (before.status && before.status.open_orders !== after.status?.open_orders) this.refresh("orders");
    const began = before.candles && after.candles && after.candles.items.length > before.candles.items.length;
    if (!began || this.reloading) return;
    // The candle before the new one is complete: the desk knows its true high, low and volume.
    this.reloading = true;
    this.after(reload_ms, () => {
      this.reloading = false;
      void this.loadCandles();
    });
  }

  private heard(): void {
    const { connection } = this.store.get();
    const now = Date.now();
    if (now - (connection.heard ?? 0) >= heard_every_ms) this.store.set({ connection: { ...connection, heard: now } });
  }

  private welcomed({ type: _, last_seq: __, ...me }: StreamWelcome): void {
    this.store.set({ me });
    this.backoff.reset();
    this.phase("open");
    const topics: StreamTopic[] = ["ledger", "quotes", "agents", "candles", "analyses"];
    this.socket?.send(JSON.stringify({ type: "subscribe", topics } satisfies StreamRequest));
    for (const name of Object.keys(resources) as Resource[]) void this.load(name);
    void this.loadCandles();
  }

  private async load(name: Resource): Promise<void> {
    const { me } = this.store.get();
    if (me === undefined) return;
    const account = this.account(me);
    try {
      const change: Partial<Desk> = await resources[name](this.client, me, account);
      if (account !== this.account(this.store.get().me ?? me)) return;
      this.store.set(({ problems }) => ({ ...change, problems: { ...problems, [name]: undefined } }));
    } catch (error) {
      this.store.set(({ problems }) => ({ problems: { ...problems, [name]: asProblem(error) } }));
      if (this.store.get().connection.phase === "open") this.after(again_ms, () => this.refresh(name));
    }
  }

  private account(me: Me): string {
    return this.store.get().account ?? me.account;
  }

  private async loadCandles(): Promise<void> {
    const { watched } = this;
    if (!watched) return;
    try {
      const loaded = await this.client.candles(watched.instrument, watched.interval);
      if (this.watched !== watched) return;
      this.store.set(({ candles, problems }) => ({
        candles: { ...loaded, items: reloaded(loaded.items, candles?.items) },
        problems: { ...problems, candles: undefined },
      }));
    } catch (error) {
      this.store.set(({ problems }) => ({ problems: { ...problems, candles: asProblem(error) } }));
    }
  }

  private phase(phase: Connection["phase"]): void {
    const { connection } = this.store.get();
    this.store.set({ connection: { ...connection, phase, since: Date.now() } });
  }

  private after(delay_ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, delay_ms);
    this.timers.add(timer);
  }

  private every(period_ms: number, work: () => void): void {
    this.after(period_ms, () => {
      work();
      this.every(period_ms, work);
    });
  }
}

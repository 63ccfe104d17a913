import type { Client } from "../api/client";
import { asProblem } from "../api/problem";
import type { LedgerEvent, Quote, Status, StreamCandle, StreamMessage, StreamWelcome } from "../api/types";
import { Backoff } from "./backoff";
import { grown, reloaded, withCandle } from "./candles";
import type { Connection, Desk, DeskStore } from "./desk";
import { concerns, resources, type Resource } from "./resources";

const ledger_rows_max = 500;
const rows_ms = 150;
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
  private rows: LedgerEvent[] = [];
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

  private receive(message: StreamMessage): void {
    const { connection } = this.store.get();
    this.store.set({ connection: { ...connection, heard: Date.now() } });
    switch (message.type) {
      case "welcome":
        return this.welcomed(message);
      case "status":
        return this.setStatus(message);
      case "event":
        return this.append(message);
      case "quote":
        return this.setQuote(message);
      case "candle":
        return this.setCandle(message);
      case "agents":
        return this.store.set({ agents: message.items });
      case "analysis":
        return this.store.set(({ analyses }) => ({ analyses: { ...analyses, [message.instrument]: message } }));
      case "models":
        return this.store.set({ models: message });
    }
  }

  private welcomed({ type: _, ...me }: StreamWelcome): void {
    this.store.set({ me });
    this.backoff.reset();
    this.phase("open");
    const topics = ["ledger", "quotes", "agents", "candles", "analyses"];
    this.socket?.send(JSON.stringify({ type: "subscribe", topics }));
    for (const name of Object.keys(resources) as Resource[]) void this.load(name);
    void this.loadCandles();
  }

  private setStatus(status: Status): void {
    const before = this.store.get().status;
    this.store.set({ status, clockOffset: Date.parse(status.time) - Date.now() });
    if (before && before.open_approvals !== status.open_approvals) this.refresh("approvals");
    if (before && before.open_orders !== status.open_orders) this.refresh("orders");
  }

  private append(event: LedgerEvent): void {
    if (event.seq <= (this.rows.at(-1)?.seq ?? -1)) return;
    if (this.rows.length === 0) this.after(rows_ms, () => this.showRows());
    this.rows.push(event);
    if (this.rows.length > ledger_rows_max) this.rows.shift();
    this.refresh(...concerns(event.kind));
  }

  private showRows(): void {
    const rows = this.rows.reverse();
    this.rows = [];
    this.store.set(({ ledger }) => {
      const newest = ledger?.[0]?.seq ?? -1;
      return { ledger: [...rows.filter((row) => row.seq > newest), ...(ledger ?? [])].slice(0, ledger_rows_max) };
    });
  }

  private setQuote(quote: Quote): void {
    const { instrument } = quote;
    const { candles, quotes: before } = this.store.get();
    const quotes = { ...before, [instrument]: quote };
    if (candles?.instrument !== instrument) return this.store.set({ quotes });
    const { items, began } = grown(candles.items, candles.interval_ms, quote);
    this.store.set({ quotes, candles: { ...candles, items } });
    // The one before is complete now: the desk knows its true high, low and volume.
    if (began && !this.reloading) {
      this.reloading = true;
      this.after(reload_ms, () => {
        this.reloading = false;
        void this.loadCandles();
      });
    }
  }

  private setCandle(candle: StreamCandle): void {
    const { candles } = this.store.get();
    if (candles?.instrument !== candle.instrument || candles.interval_ms !== candle.interval_ms) return;
    this.store.set({ candles: { ...candles, items: withCandle(candles.items, candle) } });
  }

  private async load(name: Resource): Promise<void> {
    const { me } = this.store.get();
    if (me === undefined) return;
    try {
      const change: Partial<Desk> = await resources[name](this.client, me);
      this.store.set(({ problems }) => ({ ...change, problems: { ...problems, [name]: undefined } }));
    } catch (error) {
      this.store.set(({ problems }) => ({ problems: { ...problems, [name]: asProblem(error) } }));
      if (this.store.get().connection.phase === "open") this.after(again_ms, () => this.refresh(name));
    }
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

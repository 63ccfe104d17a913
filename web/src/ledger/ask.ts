import { answer, type Client } from "../api/client";
import type { AskLedger } from "./search";

/** Asks the desk for rows of the ledger. */
export function askLedger({ http }: Client): AskLedger {
  return (after, limit, subject) =>
    answer(
      http.GET("/ledger", {
        params: { query: { limit, ...(after === undefined ? {} : { after }), ...(subject === undefined ? {} : { subject }) } },
      }),
    );
}

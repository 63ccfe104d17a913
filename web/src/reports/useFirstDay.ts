import { useAccess } from "../store/context";
import { useAnswer, type Answer } from "../store/useAnswer";

/** The UTC day of the first event that the reader may see: there are no reports before. Null of an empty ledger. */
export function useFirstDay(): Answer<string | null> {
  const { client } = useAccess();
  return useAnswer<string | null>("first day", async () => {
    const [first] = (await client.ledgerPage(0, 1)).items;
    return first?.time.slice(0, 10) ?? null;
  });
}

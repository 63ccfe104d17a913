import { useState } from "react";
import { choices, loadChoices } from "../../../alerts/choices";
import { asProblem, type Problem } from "../../../api/problem";
import type { NotificationChange, NotificationSettings } from "../../../api/types";
import { useAccess } from "../../../store/context";

interface Choose {
  problem: Problem | undefined;
  /** `shown` is what it will be: it is shown at once, and taken back where the desk refuses. */
  choose(change: NotificationChange, shown: NotificationSettings): void;
}

/** Keeps a choice at the desk. */
export function useChoose(): Choose {
  const { client } = useAccess();
  const [problem, setProblem] = useState<Problem>();
  const choose = (change: NotificationChange, shown: NotificationSettings) => {
    setProblem(undefined);
    choices.set({ settings: shown });
    client
      .chooseNotifications(change)
      .then((settings) => {
        // Two presses in a row answer one after the other: only the last answer is what is shown.
        if (choices.get().settings === shown) choices.set({ settings });
      })
      .catch((error: unknown) => {
        setProblem(asProblem(error));
        void loadChoices(client).catch(() => {});
      });
  };
  return { problem, choose };
}

import { useEffect } from "react";
import { useLocation } from "wouter";
import { useAccess } from "../store/context";
import { showToast } from "../ui/toast/toasts";
import { choices, isPushedTo, loadChoices } from "./choices";
import { decide } from "./decide";
import { followHere, here } from "./here";
import type { Notice } from "./notice";
import { onOpen, registerWorker, syncPush } from "./push";
import { playTune, tuneOf, unlockSound, vibrate } from "./sound";
import { Speaker } from "./speaker";
import { closeSystemNotices, showSystemNotice } from "./systemNotice";
import { Watch } from "./watch";

/** What has a toast of its own, which also says what became of it. */
const has_own_toast = /^approval /;

/** Tells what happens on the desk to somebody who does not look: by toast, sound, vibration and system notification. */
export function useBeNoticed(): void {
  const { store, client } = useAccess();
  const [, go] = useLocation();
  useEffect(() => {
    const watch = new Watch();
    const speaker = new Speaker();
    const tell = (told: Notice) => {
      const { settings } = choices.get();
      const isMine = told.by !== undefined && told.by === store.get().me?.name;
      const notice = { ...told, isFollowUp: told.isFollowUp || isMine };
      const isWatched = document.visibilityState === "visible" && document.hasFocus();
      const ways = decide(notice, settings, here.get(), {
        now: Date.now(),
        isWatched,
        speaks: speaker.isSpeaking,
        isPushedTo: isPushedTo(),
      });
      if (ways.toast && !isMine && !has_own_toast.test(notice.tag)) toast(notice);
      if (ways.sound) playTune(tuneOf(notice.kind), here.get().volume);
      if (ways.vibration) vibrate(tuneOf(notice.kind));
      // Whoever looks at the page need not be told any more of what came before.
      if (isWatched) void closeSystemNotices(notice.tag);
      if (ways.system) void showSystemNotice(notice, settings?.hides_amounts ?? true);
    };
    const look = () => {
      for (const notice of watch.look(store.get(), Date.now())) tell(notice);
    };
    speaker.start();
    look();
    const ends = [store.subscribe(look), followHere(), onOpen(go), () => speaker.stop()];
    // A browser wants a press before it makes a sound; each press may be the first.
    for (const press of ["pointerdown", "keydown"] as const) {
      window.addEventListener(press, unlockSound, { passive: true });
      ends.push(() => window.removeEventListener(press, unlockSound));
    }
    return () => ends.forEach((end) => end());
  }, [store, go]);
  useEffect(() => {
    void registerWorker()
      .then(() => loadChoices(client))
      .then(() => syncPush(client))
      .catch(() => {
        // What is usual holds until the settings page asks again, and says why it cannot.
      });
  }, [client]);
}

function toast({ kind, title, body, tag, path, isFollowUp }: Notice): void {
  const isBad = !isFollowUp && kind !== "fill" && kind !== "daily_report";
  showToast({ id: tag, title, outcome: body, tone: isBad ? "bad" : "neutral", href: path, isBusy: false, isNews: true });
}

import { lazy } from "react";
import type { Page } from "./page";

/** Every page, in the order of the rail. A page is a folder here whose `index.tsx` exports it as its default. */
export const pages: readonly Page[] = [
  {
    name: "overview",
    path: "/",
    title: "Overview",
    question: "Is anything wrong? What did I miss?",
    icon: "overview",
    key: "o",
    atThumb: true,
    component: lazy(() => import("./overview")),
  },
  {
    name: "markets",
    path: "/markets/:symbol?",
    title: "Markets",
    question: "What is it doing, shall I trade?",
    icon: "markets",
    key: "m",
    atThumb: true,
    component: lazy(() => import("./markets")),
  },
  {
    name: "swarm",
    path: "/swarm/:agent?/:section?",
    title: "Swarm",
    question: "Who does what, and why?",
    icon: "swarm",
    key: "s",
    atThumb: false,
    component: lazy(() => import("./swarm")),
  },
  {
    name: "approvals",
    path: "/approvals/:section?",
    title: "Approvals",
    question: "What do you need from me?",
    icon: "approvals",
    key: "a",
    atThumb: true,
    component: lazy(() => import("./approvals")),
  },
  {
    name: "portfolio",
    path: "/portfolio/:section?/:id?",
    title: "Portfolio",
    question: "What do I own, what did I earn, when?",
    icon: "portfolio",
    key: "p",
    atThumb: true,
    component: lazy(() => import("./portfolio")),
  },
  {
    name: "replays",
    path: "/replays/:id?",
    title: "Replays & reports",
    question: "Would it have worked? What was Tuesday?",
    icon: "replays",
    key: "r",
    atThumb: false,
    component: lazy(() => import("./replays")),
  },
  {
    name: "models",
    path: "/models/:section?",
    title: "Models",
    question: "Who answers, for how much, and is it any good?",
    icon: "models",
    key: "l",
    atThumb: false,
    component: lazy(() => import("./models")),
  },
  {
    name: "ledger",
    path: "/ledger/:id?",
    title: "Ledger",
    question: "Prove it.",
    icon: "ledger",
    key: "e",
    atThumb: false,
    component: lazy(() => import("./ledger")),
  },
  {
    name: "settings",
    path: "/settings/:section?",
    title: "Settings",
    question: "Change it.",
    icon: "settings",
    key: "t",
    atThumb: false,
    component: lazy(() => import("./settings")),
  },
];

/** Where a link to the page leads. */
export function addressOf({ path }: Page): string {
  return path.replaceAll(/\/:[a-z]+\?/g, "") || "/";
}

/** Whether there is a page at exactly this address; what follows `?` or `#` is the page's own. */
export function hasPage(address: string): boolean {
  const page = address.startsWith("/") && !address.startsWith("//") ? pageAt(address) : undefined;
  const parts = (path: string) => (path.split(/[?#]/)[0] ?? "").split("/").filter((part) => part !== "").length;
  // A part of a page's path may be left out, but there is none more than it has.
  return page !== undefined && parts(address) <= parts(page.path.replaceAll("?", ""));
}

/** The page an address belongs to. */
export function pageAt(address: string): Page | undefined {
  const first = `/${address.split(/[/?#]/)[1] ?? ""}`;
  return pages.find((page) => addressOf(page) === first);
}

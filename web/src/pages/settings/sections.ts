import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { Me } from "../../api/types";

/** One part of the settings, with an address of its own. */
export interface Section {
  /** The last part of its address. */
  name: string;
  title: string;
  /** What is done there. */
  says: string;
  isShown(me: Me | undefined): boolean;
  /** Loaded when it is first looked at. */
  component: LazyExoticComponent<ComponentType>;
}

const always = () => true;

export const sections: readonly Section[] = [
  {
    name: "limits",
    title: "Limits",
    says: "What the gate holds everybody to; make one tighter, and see who changed what.",
    isShown: always,
    component: lazy(() => import("./limits")),
  },
  {
    name: "notifications",
    title: "Notifications",
    says: "What you are told of, and how: here, aloud, on a phone, through a webhook.",
    isShown: always,
    component: lazy(() => import("./notifications")),
  },
  {
    name: "users",
    title: "Users and accounts",
    says: "Who may come in, with which tokens, and which accounts stand still.",
    isShown: always,
    component: lazy(() => import("./people")),
  },
  {
    name: "sign-in",
    title: "Sign in elsewhere",
    says: "Take yourself to a phone or another browser with a code that works once.",
    isShown: always,
    component: lazy(() => import("./handover")),
  },
  {
    name: "agents",
    title: "Agents' rules",
    says: "Strategies that are files: what a changed file would do, tried before it is taken.",
    isShown: (me) => me?.role === "operator",
    component: lazy(() => import("./Strategies")),
  },
  {
    name: "appearance",
    title: "Appearance",
    says: "Colours, and your time zone beside UTC.",
    isShown: always,
    component: lazy(() => import("./Appearance")),
  },
  {
    name: "about",
    title: "About",
    says: "Version, documents and licences.",
    isShown: always,
    component: lazy(() => import("./About")),
  },
];

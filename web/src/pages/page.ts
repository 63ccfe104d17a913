import type { ComponentType, LazyExoticComponent } from "react";
import type { Desk } from "../store/desk";
import type { IconName } from "../ui/icons";

/** One view with an address of its own. */
export interface Page {
  name: string;
  /** As wouter reads it; what follows the first part is the page's own. */
  path: string;
  title: string;
  /** What the page answers: said in the palette. */
  question: string;
  icon: IconName;
  /** Pressed after G. */
  key: string;
  /** One of the four beside Halt on a phone. */
  atThumb: boolean;
  /** Absent: always shown. */
  isShown?(desk: Desk): boolean;
  /** Loaded when it is first looked at. */
  component: LazyExoticComponent<ComponentType>;
}

import { createStore } from "../../store/store";

export const palette = createStore({ isOpen: false });

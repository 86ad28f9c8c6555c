import { hydrate } from "preact";
import type { SimulatorProps } from "../simulator/mount.tsx";
import type { Menu } from "./menu.ts";
import { Playground } from "./playground.tsx";

/** What the page carries beside the drawn playground. */
export type PlaygroundProps = { readonly menu: Menu; readonly first: SimulatorProps };

for (const place of document.querySelectorAll("[data-playground]")) {
  const data = place.nextElementSibling?.textContent ?? "";
  const { menu, first }: PlaygroundProps = JSON.parse(data); // written by the build, from the same type
  const steps = place.querySelector(".written")?.innerHTML ?? "";
  hydrate(<Playground menu={menu} first={{ props: first, steps }} />, place);
}

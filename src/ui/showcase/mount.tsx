import { hydrate } from "preact";
import { Showcase, type ShowcaseProps } from "./showcase.tsx";

for (const place of document.querySelectorAll("[data-showcase]")) {
  const data = place.nextElementSibling?.textContent;
  if (data === undefined || data === null) continue;
  const props: ShowcaseProps = JSON.parse(data); // written by the build, from the same type
  hydrate(<Showcase {...props} />, place);
}

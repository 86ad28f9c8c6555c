import { pagePath } from "../../schemas/page-text.ts";
import type { EditedFile, RunLink } from "../../schemas/run-link.ts";
import type { ScenarioVariant } from "../../schemas/scenario.ts";
import { PAGE_PROGRAMS } from "../../schemas/scenario-cast.ts";
import { serverPaths } from "../../schemas/server-paths.ts";
import { pageProblems } from "../code/page-problems.ts";
import { sourceOf } from "../code/source-text.ts";
import type { Conversation } from "../simulator/conversation.ts";

/** Shows the code of a link above everything else, and says whether the reader wants it to run. */
export function askToRun(page: Document, code: readonly EditedFile[]): Promise<boolean> {
  page.querySelector(".link-notice")?.remove();
  const box = page.createElement("section");
  box.className = "link-notice link-code";
  box.setAttribute("aria-label", "Code of a link");
  const text = page.createElement("p");
  text.role = "alert";
  box.append(text);
  for (const { file, text: written } of code) {
    const figure = page.createElement("figure");
    const name = page.createElement("figcaption");
    name.textContent = file;
    const source = page.createElement("pre");
    source.tabIndex = 0;
    source.append(page.createElement("code"));
    // As text, and as nothing else: it is somebody's.
    (source.firstElementChild ?? source).textContent = written;
    figure.append(name, source);
    box.append(figure);
  }
  const buttons = page.createElement("div");
  buttons.className = "link-code-answer";
  box.append(buttons);
  page.querySelector("main")?.prepend(box);
  text.textContent =
    "This code came with the link. Nothing of it has run: read it, then run it, or leave it. What pages do runs in a sandbox without a network; whatever you have written yourself stays.";
  box.scrollIntoView({ block: "start" });
  return new Promise((resolve) => {
    for (const [label, answer] of [
      ["Run this code", true],
      ["Leave it", false],
    ] as const) {
      const button = page.createElement("button");
      Object.assign(button, { type: "button", className: "plain", textContent: label });
      button.addEventListener("click", () => {
        box.remove();
        resolve(answer);
      });
      buttons.append(button);
    }
  });
}

/** The variant of a link with its code; or why there is none. Elixir is compiled, and nothing is run. */
export async function variantWith(
  { variant: id, code }: RunLink,
  conversation: Conversation,
): Promise<ScenarioVariant | string> {
  const { scenario } = conversation;
  const variant = scenario.variants.find((one) => one.id === id);
  if (variant === undefined) return `There is no variant ${id}.`;
  const paths = serverPaths(variant.server);
  const pages = [variant, ...scenario.clients].flatMap(({ page }) => page ?? []);
  const texts: { readonly file: string; readonly text: string }[] = [];
  let edited = variant;
  for (const { file, text } of code) {
    const path = paths.find((one) => one.endsWith(`/${file}`));
    const program = PAGE_PROGRAMS.find((name) => `${name}.js` === file);
    if (path !== undefined) texts.push({ file: path, text });
    else if (program !== undefined && pages.includes(program) && edited.pageCode === undefined) {
      const [problem] = pageProblems(pagePath(program), text);
      if (problem !== undefined) return `${file}, line ${problem.line}: ${problem.message}.`;
      edited = { ...edited, pageCode: { program, text } };
    } else return `Nothing of this run is made of ${file}.`;
  }
  if (texts.length === 0) return edited;
  const files = await Promise.all(
    paths.map(async (file) => texts.find((one) => one.file === file) ?? { file, text: await sourceOf(file) }),
  );
  const { code: compiled, problems } = await conversation.ask((client) => client.compile(files));
  const [problem] = problems.filter(({ severity }) => severity === "error");
  if (compiled === null)
    return problem === undefined ? "" : `${problem.file}:${problem.line}: ${problem.message}.`;
  return { ...edited, serverCode: { ...compiled, texts } };
}

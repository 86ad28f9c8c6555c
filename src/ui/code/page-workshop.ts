import { pagePath } from "../../schemas/page-text.ts";
import type { PageProgramName } from "../../schemas/scenario-cast.ts";
import type { CodeProblem } from "../../simulation/simulator-api.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { runCode, variantThat } from "../simulator/other-runs.ts";
import { pageProblems } from "./page-problems.ts";
import type { CodeShop, Outcome } from "./workshop.ts";

/** The simulator's part of an editor of a page's program: runs it in the sandbox, in the place of the site's. */
export class PageWorkshop implements CodeShop {
  readonly #conversation: Conversation;
  readonly #program: PageProgramName;

  constructor(conversation: Conversation, program: PageProgramName) {
    this.#conversation = conversation;
    this.#program = program;
  }

  async check(text: string): Promise<readonly CodeProblem[]> {
    return pageProblems(pagePath(this.#program), text);
  }

  async run(text: string): Promise<Outcome> {
    const problems = await this.check(text);
    if (problems.length > 0) return { is: "refused", problems };
    const { scenario } = this.#conversation;
    const isEverywhere = scenario.clients.some(({ page }) => page === this.#program);
    const variant = variantThat(this.#conversation, ({ page }) => isEverywhere || page === this.#program);
    if (variant === null) throw new Error(`The simulator has no page ${this.#program}.`);
    return runCode(this.#conversation, { ...variant, pageCode: { program: this.#program, text } });
  }
}

import type { ScenarioVariant } from "../../schemas/scenario.ts";
import { serverPaths } from "../../schemas/server-paths.ts";
import type { CodeProblem, CompiledServer, ServerText } from "../../simulation/simulator-api.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { type CodeOutcome, runCode, variantThat } from "../simulator/other-runs.ts";
import { sourceOf } from "./source-text.ts";

/** What running the reader's text came to. */
export type Outcome = CodeOutcome | { readonly is: "refused"; readonly problems: readonly CodeProblem[] };

/** What looks through a text and runs it. */
export interface CodeShop {
  /** What is wrong with the text; nothing of it is run. */
  check(text: string): Promise<readonly CodeProblem[]>;
  run(text: string): Promise<Outcome>;
}

/** The simulator's part of an editor: compiles the server with the reader's text in it, and runs it. */
export class Workshop implements CodeShop {
  readonly #conversation: Conversation;
  readonly #file: string;

  /** `file`: the one that is edited, from the project's folder. */
  constructor(conversation: Conversation, file: string) {
    this.#conversation = conversation;
    this.#file = file;
  }

  /** What is wrong with the text; nothing of it is run. */
  async check(text: string): Promise<readonly CodeProblem[]> {
    const { problems } = await this.#compile(this.#variant(), text);
    return problems;
  }

  /** Replays the run shown with this text in place of the lesson's. What does not compile leaves the run as it is. */
  async run(text: string): Promise<Outcome> {
    const variant = this.#variant();
    const { code, problems } = await this.#compile(variant, text);
    if (code === null) return { is: "refused", problems };
    const serverCode = { ...code, texts: [{ file: this.#file, text }] };
    return runCode(this.#conversation, { ...variant, serverCode });
  }

  #variant(): ScenarioVariant {
    const variant = variantThat(this.#conversation, ({ server }) => serverPaths(server).includes(this.#file));
    if (variant === null) throw new Error(`The simulator does not run ${this.#file}.`);
    return variant;
  }

  async #compile({ server }: ScenarioVariant, text: string): Promise<CompiledServer> {
    const files = await Promise.all(
      serverPaths(server).map(
        async (file): Promise<ServerText> => ({
          file,
          text: file === this.#file ? text : await sourceOf(file),
        }),
      ),
    );
    return this.#conversation.ask((client) => client.compile(files));
  }
}

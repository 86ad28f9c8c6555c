import { Later } from "../../loading/later.ts";
import { isBinary, type Term } from "../term.ts";
import { EXCEPTIONS } from "../thrown.ts";
import { asIndex, asText, libraryModule } from "./arguments.ts";
import { integerOf } from "./number-reader.ts";

/** The argument of a function that is the BEAM's own. */
export function binaryText(term: Term): string {
  if (!isBinary(term)) throw EXCEPTIONS.now.badArgument(1, "not a binary");
  return asText(term);
}

/** `String`: what reads an id out of a topic, and the rest when it is called. */
export const STRING = libraryModule(
  "String",
  {
    "to_integer/1,2": (cx, text, base = 10n) => {
      cx.spend(binaryText(text).length);
      return integerOf(binaryText(text), asIndex(base));
    },
  },
  { rest: new Later(async () => (await import("./string.ts")).STRING_REST) },
);

import { atom, list, type Term } from "./term.ts";

/** The value of the sigils that make a text, its characters or its words; null for any other. */
export function sigilValue(name: string, modifiers: string, text: string): Term | null {
  switch (name) {
    case "s":
    case "S":
      return text;
    case "c":
    case "C":
      return charlist(text);
    case "w":
    case "W": {
      const words = text.split(/\s+/u).filter((word) => word !== "");
      if (modifiers === "a") return list(words.map(atom));
      if (modifiers === "c") return list(words.map(charlist));
      return modifiers === "" || modifiers === "s" ? list(words) : null;
    }
    default:
      return null;
  }
}

function charlist(text: string): Term {
  return list([...text].map((char) => BigInt(char.codePointAt(0) ?? 0)));
}

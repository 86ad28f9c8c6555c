import { describe, expect, test } from "vitest";
import type { KeyTarget } from "../../src/ui/simulator/keyboard.ts";
import { commandOf, lookOf } from "../../src/ui/simulator/keyboard.ts";

const diagram: KeyTarget = { tag: "section", type: "", editable: false };
const button: KeyTarget = { tag: "button", type: "", editable: false };

function input(type: string): KeyTarget {
  return { tag: "input", type, editable: false };
}

function press(key: string, target: KeyTarget, modified = false) {
  return commandOf({ key, modified, target });
}

describe("keys inside the simulator", () => {
  test("step, jump and play on the diagram", () => {
    expect(press("ArrowLeft", diagram)).toBe("back");
    expect(press("ArrowRight", diagram)).toBe("forward");
    expect(press("Home", diagram)).toBe("start");
    expect(press("End", diagram)).toBe("end");
    expect(press(" ", diagram)).toBe("toggle");
  });

  test("leave the page's own keys alone", () => {
    for (const key of ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Tab", "Enter", "a"]) {
      expect(press(key, diagram)).toBeNull();
    }
    expect(press("ArrowLeft", diagram, true)).toBeNull();
  });

  test("on a button step with arrows, while Space presses the button", () => {
    expect(press("ArrowRight", button)).toBe("forward");
    expect(press(" ", button)).toBeNull();
    expect(press("Enter", button)).toBeNull();
  });

  test("belong to fields, choices and the scrubber where these need them", () => {
    for (const key of ["ArrowLeft", "ArrowRight", "Home", "End", " "]) {
      expect(press(key, input("text"))).toBeNull();
      expect(press(key, input("radio"))).toBeNull();
      expect(press(key, { tag: "select", type: "", editable: false })).toBeNull();
      expect(press(key, { tag: "textarea", type: "", editable: false })).toBeNull();
      expect(press(key, { tag: "div", type: "", editable: true })).toBeNull();
    }
    expect(press("ArrowRight", input("range"))).toBeNull();
    expect(press(" ", input("range"))).toBe("toggle");
    // Not the ends of what is drawn, but those of the run that will be there when it is this key's turn.
    expect(press("Home", input("range"))).toBe("start");
    expect(press("End", input("range"))).toBe("end");
  });
});

describe("keys that change the look at the diagram", () => {
  const look = (key: string, target: KeyTarget, modified = false) => lookOf({ key, modified, target });

  test("zoom in and out, and show the whole run", () => {
    expect(["+", "=", "-", "0", "1"].map((key) => look(key, diagram))).toEqual([
      "nearer",
      "nearer",
      "farther",
      "whole",
      null,
    ]);
    expect(look("-", button)).toBe("farther");
    expect(look("+", input("range"))).toBe("nearer");
  });

  test("are the page's own with Ctrl, and text where somebody types", () => {
    expect(look("0", diagram, true)).toBeNull();
    expect(look("-", input("text"))).toBeNull();
    expect(look("0", input("number"))).toBeNull();
    expect(look("-", { tag: "div", type: "", editable: true })).toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import type { KeyTarget } from "../../src/ui/simulator/keyboard.ts";
import { wishOf } from "../../src/ui/simulator/keyboard.ts";

const diagram: KeyTarget = { tagName: "SECTION" };
const button: KeyTarget = { tagName: "BUTTON", type: "button" };

function input(type: string): KeyTarget {
  return { tagName: "INPUT", type };
}

function press(key: string, target: KeyTarget, ctrlKey = false) {
  return wishOf({ key, altKey: false, ctrlKey, metaKey: false, shiftKey: key === "?" }, target);
}

describe("keys inside the simulator", () => {
  test("step, jump and play on the diagram", () => {
    expect(press("ArrowLeft", diagram)).toBe("back");
    expect(press("ArrowRight", diagram)).toBe("forward");
    expect(press("Home", diagram)).toBe("start");
    expect(press("End", diagram)).toBe("end");
    expect(press(" ", diagram)).toBe("toggle");
  });

  test("that are printed with Shift are the same with it", () => {
    expect(press("?", diagram)).toBe("keys");
    const shifted = { key: "ArrowLeft", altKey: false, ctrlKey: false, metaKey: false, shiftKey: true };
    expect(wishOf(shifted, diagram)).toBeNull();
  });

  test("leave the page's own keys alone", () => {
    for (const key of ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Tab", "Enter", "a"]) {
      expect(press(key, diagram)).toBeNull();
    }
    expect(press("ArrowLeft", diagram, true)).toBeNull();
  });

  test("on a button step with arrows, while Space presses the button", () => {
    expect(press("ArrowRight", button)).toBe("forward");
    expect(press("ArrowRight", { tagName: "svg" })).toBe("forward");
    expect(press(" ", button)).toBeNull();
    expect(press("Enter", button)).toBeNull();
  });

  test("belong to fields, choices and the scrubber where these need them", () => {
    for (const key of ["ArrowLeft", "ArrowRight", "Home", "End", " "]) {
      expect(press(key, input("text"))).toBeNull();
      expect(press(key, input("radio"))).toBeNull();
      expect(press(key, { tagName: "SELECT" })).toBeNull();
      expect(press(key, { tagName: "TEXTAREA" })).toBeNull();
      expect(press(key, { tagName: "DIV", isContentEditable: true })).toBeNull();
    }
    expect(press("ArrowRight", input("range"))).toBeNull();
    expect(press(" ", input("range"))).toBe("toggle");
    // Not the ends of what is drawn, but those of the run that will be there when it is this key's turn.
    expect(press("Home", input("range"))).toBe("start");
    expect(press("End", input("range"))).toBe("end");
  });
});

describe("keys that change the look at the diagram", () => {
  test("zoom in and out, and show the whole run", () => {
    expect(["+", "=", "-", "0", "1"].map((key) => press(key, diagram))).toEqual([
      "nearer",
      "nearer",
      "farther",
      "whole",
      null,
    ]);
    expect(press("-", button)).toBe("farther");
    expect(press("+", input("range"))).toBe("nearer");
  });

  test("are the page's own with Ctrl, and text where somebody types", () => {
    expect(press("0", diagram, true)).toBeNull();
    expect(press("-", input("text"))).toBeNull();
    expect(press("0", input("number"))).toBeNull();
    expect(press("-", { tagName: "DIV", isContentEditable: true })).toBeNull();
  });
});

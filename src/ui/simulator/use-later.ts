import { useEffect, useState } from "preact/hooks";

/** A part of the page that is loaded when it is first wanted; null until it is there. */
export function useLater<Module>(wanted: boolean, load: () => Promise<Module>): Module | null {
  const [loaded, setLoaded] = useState<Module | null>(null);
  // `load` is made anew at every drawing, but always loads the same; only the wish matters.
  useEffect(() => {
    if (!wanted || loaded !== null) return;
    let here = true;
    load().then(
      (module) => here && setLoaded(module),
      // Without it the panel stays empty; choosing it again tries again.
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [wanted]);
  return loaded;
}

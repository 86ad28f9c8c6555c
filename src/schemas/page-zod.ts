import * as z from "zod";

// Zod would make functions out of text to be faster, which the pages' policy forbids and reports. This must be said
// before the first schema is made, so whatever a page checks takes its `z` from here.
z.config({ jitless: true });

export { z };

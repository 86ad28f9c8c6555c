import { CodeField, type CodeFieldProps } from "./code-field.tsx";
import { openElixirEditor } from "./elixir-editor.ts";

export function ElixirField(props: CodeFieldProps) {
  return <CodeField {...props} open={openElixirEditor} />;
}

import { CodeField, type CodeFieldProps } from "./code-field.tsx";
import { openJavaScriptEditor } from "./javascript-editor.ts";

export function JavaScriptField(props: CodeFieldProps) {
  return <CodeField {...props} open={openJavaScriptEditor} />;
}

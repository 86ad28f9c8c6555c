/** A sentence in which code words stand between backticks. */
export function RichText({ text }: { readonly text: string }) {
  return (
    <>
      {text.split("`").map((part, index) => (index % 2 === 1 ? <code key={`${index}`}>{part}</code> : part))}
    </>
  );
}

// @ts-check
/**
 * Shiki writes colours as style attributes, which the site's content security policy forbids. With the theme
 * `css-variables` every such attribute only names a variable, so it becomes a class: `tok-keyword`.
 *
 * @returns {import("shiki").ShikiTransformer}
 */
export function tokenClasses() {
  return {
    name: "token-classes",
    pre(node) {
      delete node.properties["style"];
      this.addClassToHast(node, "code-block");
    },
    span(node) {
      const style = node.properties["style"];
      delete node.properties["style"];
      const token = /--astro-code-token-([a-z-]+)/.exec(typeof style === "string" ? style : "")?.[1];
      if (token !== undefined) this.addClassToHast(node, `tok-${token}`);
    },
  };
}

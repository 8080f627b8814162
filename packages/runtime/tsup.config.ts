import { library } from "../../tooling/tsup.ts";

export default library({
  entry: ["src/index.ts"],
  // The engine has less to read; source maps tell the names. Lines stay: Node shows that of an error nobody catches.
  minifySyntax: true,
  minifyIdentifiers: true,
  // Names without hashes: a build replaces the chunks of the one before instead of leaving them to be published.
  esbuildOptions(options) {
    options.chunkNames = "[name]";
  },
});

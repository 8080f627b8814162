/** What the libraries advise by names of their options, and what a person at the command line can do instead. */
const advice: readonly (readonly [ofLibrary: string, ofCommand: string])[] = [
  ["the option offline", "--offline"],
  ["(dataDir)", "(--data-dir)"],
  [", or pass verify: false to load data of your own", ""],
  [" or ask for SVG ({ svg: true })", ""],
  [" or raise the limit", ""],
];

/** A message of a library with the names of flags for those of options; advice without a flag is left out. */
export function withFlagNames(message: string): string {
  return advice.reduce((text, [ofLibrary, ofCommand]) => text.replaceAll(ofLibrary, ofCommand), message);
}

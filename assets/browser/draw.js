// Puts on the faces that it is told, then draws a list of figures in one call, each the same on every run.
// Loaded after plotly.js and kaleido_scopes.js: takes the place of kaleido's function for one figure,
// after which kaleido would load the page, and plotly.js with it, again.
"use strict";

(() => {
  let state = 0;

  // Plotly names its clip paths by chance: chance starts anew with each chart, from what is drawn,
  // so that neither an earlier run nor the charts beside it change a byte.
  const seed = (text) => {
    state = 2166136261;
    for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 16777619);
  };

  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  const loaded = (face) =>
    face.load().then(
      () => null,
      () => `the font ${face.family} ${face.weight} cannot be read`,
    );

  // The faces come after the page: it loads while the brand is still being read.
  const wear = async (rules) => {
    const style = document.createElement("style");
    style.textContent = rules;
    document.head.append(style);
    const troubles = await Promise.all([...document.fonts].map(loaded));
    const cause = troubles.find((trouble) => trouble !== null);
    return cause ? { setup: cause } : {};
  };

  // A font that the page does not carry would be drawn as another, without a word.
  const strange = (svg) => {
    const families = new Set([...document.fonts].map((face) => face.family.replace(/["']/g, "")));
    return [...svg.matchAll(/font-family: (?:&quot;|['"])?([^;,"'&]+)/g)]
      .map((match) => match[1])
      .find((family) => families.size && !families.has(family));
  };

  const drawn = async (name, job) => {
    console.debug("drawing", name);
    seed(JSON.stringify(job));
    const { figure, width, height } = job;
    const svg = await Plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
    const family = strange(svg);
    if (family) throw new Error(`it is set in ${family}, a font that the brand does not carry`);
    return svg;
  };

  const all = async (jobs) => {
    const drawings = {};
    for (const { name, job } of jobs) {
      try {
        drawings[name] = await drawn(name, job);
      } catch (error) {
        return { chart: name, cause: String(error?.message ?? error) };
      }
    }
    return { drawings };
  };

  kaleido_scopes.plotly = async ({ data, width, height, scale }) => ({
    code: 0,
    message: "",
    format: "svg",
    width,
    height,
    scale,
    result: JSON.stringify(await (data.data[0].faces === undefined ? all(data.data[0].jobs) : wear(data.data[0].faces))),
  });
})();

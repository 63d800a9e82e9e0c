// Adds the brand's fonts to the page and draws a list of figures in one call, each the same on every run.
// Loaded after plotly.js; the worker calls the functions of acsmReport.
"use strict";

globalThis.acsmReport = (() => {
  let state = 0;

  // Plotly gives clip paths random names. Seed the generator from what is drawn before each chart,
  // so that neither an earlier run nor the other charts change a byte.
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

  const loadFontFace = (face) =>
    face.load().then(
      () => null,
      () => `the font ${face.family} ${face.weight} cannot be read`,
    );

  // Separate from the page, which loads while the brand is still being read.
  const addFontFaces = async (rules) => {
    const style = document.createElement("style");
    style.textContent = rules;
    document.head.append(style);
    const errors = await Promise.all([...document.fonts].map(loadFontFace));
    const cause = errors.find((error) => error !== null);
    return cause ? { setup: cause } : {};
  };

  // The browser would silently replace a font that the page does not have.
  const findUnknownFontFamily = (svg) => {
    const families = new Set([...document.fonts].map((face) => face.family.replace(/["']/g, "")));
    return [...svg.matchAll(/font-family: (?:&quot;|['"])?([^;,"'&]+)/g)]
      .map((match) => match[1])
      .find((family) => families.size && !families.has(family));
  };

  const drawChart = async (name, job) => {
    console.debug("drawing", name);
    seed(JSON.stringify(job));
    const { figure, width, height } = job;
    const svg = await Plotly.toImage(figure, { format: "svg", width, height, imageDataOnly: true });
    const family = findUnknownFontFamily(svg);
    if (family) throw new Error(`it is set in ${family}, a font that the brand does not carry`);
    return svg;
  };

  const drawCharts = async (jobs) => {
    const drawings = {};
    for (const { name, job } of jobs) {
      try {
        drawings[name] = await drawChart(name, job);
      } catch (error) {
        return { chart: name, cause: String(error?.message ?? error) };
      }
    }
    return { drawings };
  };

  return { addFontFaces, drawCharts };
})();

/** One bar. */
export interface Bar {
  readonly label: string;
  /** The run time as a multiple of the baseline's. */
  readonly ratio: number;
  readonly isOurs: boolean;
}

const WIDTH = 760;
const LABEL_WIDTH = 290;
const VALUE_WIDTH = 70;
const ROW_HEIGHT = 28;
const BAR_HEIGHT = 18;
const TITLE_HEIGHT = 40;

/** An image does not inherit the page's colours, so it follows the system's preference. */
const STYLE = `
    text { font: 14px system-ui, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; }
    .bar { fill: #8c959f; }
    .ours { fill: #0969da; }
    .one { stroke: #1f2328; stroke-dasharray: 3 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .bar { fill: #6e7681; }
      .ours { fill: #4493f8; }
      .one { stroke: #e6edf3; }
    }
  `;

/** Draws horizontal bars as an SVG document, with a line at 1 for the baseline. */
export function drawChart(title: string, bars: readonly Bar[]): string {
  const height = TITLE_HEIGHT + bars.length * ROW_HEIGHT + 8;
  const longest = Math.max(1, ...bars.map(({ ratio }) => ratio));
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / longest;
  const one = LABEL_WIDTH + round(scale);
  const rows = bars.map(({ label, ratio, isOurs }, index) => {
    const top = TITLE_HEIGHT + index * ROW_HEIGHT;
    const width = round(ratio * scale);
    return `
  <text x="${LABEL_WIDTH - 10}" y="${top + 14}" text-anchor="end">${escaped(label)}</text>
  <rect class="bar${isOurs ? " ours" : ""}" x="${LABEL_WIDTH}" y="${top}" width="${width}" height="${BAR_HEIGHT}" rx="2"/>
  <text x="${round(LABEL_WIDTH + width + 8)}" y="${top + 14}">${ratio.toFixed(2)} ×</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
  <style>${STYLE}</style>
  <text class="title" x="10" y="22">${escaped(title)}</text>${rows.join("")}
  <line class="one" x1="${one}" y1="${TITLE_HEIGHT - 6}" x2="${one}" y2="${height - 4}"/>
</svg>
`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

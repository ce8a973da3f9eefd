import { Beacon, ran, watch } from './beacon';
import {
  answers,
  code,
  expect,
  openNotebook,
  prompt,
  runPromptAt,
  savedAnswers,
  seeWhole,
  test
} from './lab';

const MODEL = 'openai/gpt-4o';
const FENCE = '```';

test.use({ keepsPage: false });

/** Diagrams that would load or run something where they are drawn in a page. */
function hostile(beacon: string): string[] {
  const settings = JSON.stringify({
    securityLevel: 'loose',
    htmlLabels: true,
    flowchart: { htmlLabels: true },
    dompurifyConfig: { ADD_TAGS: ['script', 'iframe'], ADD_ATTR: ['onerror'] },
    themeCSS: `* { background: url(${beacon}/theme) } @import url(${beacon}/import);`,
    fontFamily: `x; background-image: url(${beacon}/font)`
  });
  return [
    `%%{init: ${settings}}%%\nflowchart TD\n  A["<img src='${beacon}/label' onerror='alert(1)'>"] --> B["<b>b</b>"]`,
    `---\nconfig:\n  securityLevel: loose\n  themeCSS: ".node { fill: url(${beacon}/front) }"\n---\ngraph TD\n  A["<img src=x onerror=alert(1)>"] --> B\n  click A href "javascript:alert(1)"\n  click B call alert(1)`,
    `graph TD\n  A["<iframe src='${beacon}/frame'></iframe><script>alert(1)</script>"] --> B\n  style B fill:url(${beacon}/style)\n  classDef c fill:url(${beacon}/class)\n  class A c`,
    `flowchart TD\n  A@{ img: "${beacon}/shape", label: "x", w: 60, h: 60 } --> B`,
    `sequenceDiagram\n  participant A as <img src=x onerror=alert(1)>\n  A->>A: <img src='${beacon}/message'>\n  link A: Go @ javascript:alert(1)`,
    `classDiagram\n  class A["<svg onload=alert(1)><image href='${beacon}/svg'/></svg>"]\n  click A href "javascript:alert(1)"`,
    `graph TD\n  A["</script><script>parent.alert(1)</script>"] --> B["<style>@import '${beacon}/sheet';</style>"]`
  ];
}

const ordinary = [
  'graph TD\n  A[Rain] --> B[Wet]',
  'sequenceDiagram\n  Alice->>Bob: Hello',
  'pie\n  "Dogs" : 3\n  "Cats" : 2'
];

test('a diagram is code until it is drawn, as a picture that loads and runs nothing', async ({
  page,
  tmpPath,
  simulator
}) => {
  const beacon = new Beacon();
  await beacon.start();
  const asked = await watch(page);
  const bad = hostile(beacon.url);
  const all = [...ordinary, ...bad, 'graph TD\n  A --> --> B'];
  await simulator.script({
    text: [
      ...all.map(text => `${FENCE}mermaid\n${text}\n${FENCE}`),
      'Done.'
    ].join('\n\n')
  });
  const path = `${tmpPath}/diagrams.ipynb`;
  await openNotebook(page, path, [code('x = 1'), prompt('Draw it.', MODEL)]);
  await runPromptAt(page, 1);
  await seeWhole(page, 'Done.');
  const answer = answers(page);
  const pictures = answer.locator('.jp-AiJup-diagram img');
  await expect(pictures).toHaveCount(0);

  const draw = answer.getByRole('button', { name: /^Draw: / });
  await expect(draw).toHaveCount(all.length);
  await draw.first().click();
  const light = (await pictures.getAttribute('src'))!;
  await page.theme.setDarkTheme();
  await expect(pictures).not.toHaveAttribute('src', light);
  await page.theme.setLightTheme();
  await expect(pictures).toHaveAttribute('src', light);
  for (const at of all.keys()) {
    if (at) {
      await draw.nth(at).click();
    }
    await expect(
      answer
        .locator('.jp-AiJup-diagram')
        .nth(at)
        .locator('img, :scope:not(:empty)')
        .first()
    ).toBeVisible();
  }
  const drawn = await pictures.evaluateAll((images: HTMLImageElement[]) =>
    Promise.all(
      images.map(async image => {
        await image.decode();
        return [image.src.slice(0, 19), image.naturalWidth > 20];
      })
    )
  );
  expect(drawn.length).toBeGreaterThanOrEqual(ordinary.length + 4);
  expect(new Set(drawn.map(each => each.join()))).toEqual(
    new Set(['data:image/svg+xml;,true'])
  );
  await answer.locator('.jp-AiJup-diagram').nth(1).scrollIntoViewIfNeeded();
  await page.screenshot({ path: 'test-results/diagrams.png' });
  await expect(answer.locator('.jp-AiJup-diagram').last()).toContainText(
    'It cannot be drawn:'
  );
  await page.waitForTimeout(500);
  expect(asked).toEqual([]);
  expect(beacon.seen).toEqual([]);
  expect(await ran(page)).toBe(0);
  await expect(page.locator('iframe.jp-AiJup-drawing')).toHaveCount(0);

  await draw.first().press('Enter');
  await expect(pictures).toHaveCount(drawn.length - 1);
  const [{ source }] = await savedAnswers(page, path);
  expect(source).not.toContain('mermaid');
  expect(source).not.toContain('data:');

  // drawn in the page itself, as JupyterLab draws those of other cells, they do load
  await page.evaluate(
    sources => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      const cells = sources.map(source => ({
        cell_type: 'markdown',
        source,
        metadata: {}
      }));
      content.model.sharedModel.insertCells(0, cells);
    },
    bad.map(text => `${FENCE}mermaid\n${text}\n${FENCE}`)
  );
  await expect.poll(() => beacon.seen.length).toBeGreaterThan(0);
  await page.notebook.save();
  beacon.stop();
});

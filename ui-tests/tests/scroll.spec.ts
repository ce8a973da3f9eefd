import { models } from '../settings';
import {
  answers,
  expect,
  openNotebook,
  prompt,
  runPromptAt,
  seePartial,
  seeWhole,
  test
} from './lab';

const TEXT = Array.from({ length: 12 }, (_, at) => `Paragraph ${at + 1}.`).join(
  '\n\n'
);

test.describe('an answer that comes', () => {
  test('leaves what fits in sight', async ({ page, tmpPath, simulator }) => {
    await openNotebook(page, `${tmpPath}/short.ipynb`, [
      prompt('How long is it?', models.openai)
    ]);
    const asked = page.locator('.jp-AiJup-promptCell');
    const before = await asked.boundingBox();
    await simulator.script({ text: TEXT, pace: 0.1 });
    await runPromptAt(page, 0);
    await seeWhole(page, 'Paragraph 12.');
    expect(await asked.boundingBox()).toMatchObject({ y: before!.y });
  });

  test('moves no line that is being typed below it', async ({
    page,
    tmpPath,
    simulator
  }) => {
    await openNotebook(page, `${tmpPath}/typed.ipynb`, [
      prompt('How long is it?', models.openai)
    ]);
    await simulator.script({ text: TEXT, pace: 0.3 });
    await runPromptAt(page, 0);
    await seePartial(page, 'Paragraph 2', 'Paragraph 12');
    await page.keyboard.type('x = 1');
    const typed = page.locator('.jp-CodeCell.jp-mod-active');
    const { y } = (await typed.boundingBox())!;
    await seePartial(page, 'Paragraph 9', 'Paragraph 12');
    expect((await typed.boundingBox())!.y).toBeCloseTo(y, -1);
    await seeWhole(page, 'Paragraph 12.');
    await expect(answers(page)).toHaveCount(1);
    await expect(typed).toContainText('x = 1');
  });
});

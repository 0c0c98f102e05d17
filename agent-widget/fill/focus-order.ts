// The way through the form by keyboard: Enter leads from one input to the next, sending leads to what is wrong.
// What one types into, or chooses a file with, is marked `data-field` with the field's key and the place in its value.

const inputsIn = (form: HTMLElement) => [...form.querySelectorAll<HTMLElement>('[data-field]')]

/** Enter ends a line in some, and presses a button; everywhere else it leads on. */
export const isLeftByEnter = (target: HTMLElement): boolean =>
  target.matches('input[data-field], textarea[data-field]:not([data-lines])')

/** Past what is folded away; after the last input comes sending. It may stand on a card that is not shown. */
export function inputAfter(form: HTMLElement, from: HTMLElement): HTMLElement | null {
  const inputs = inputsIn(form)
  const following = inputs
    .slice(inputs.indexOf(from) + 1)
    .find((input) => !input.closest('[data-folded]'))
  return following ?? form.querySelector<HTMLElement>('[data-send] button')
}

/** The input a problem is about: the one at its path, else the first of its field. */
export function inputAbout(
  form: HTMLElement,
  path: string,
  field: string,
): HTMLElement | undefined {
  const placeOf = (input: HTMLElement) => input.dataset.field ?? ''
  const [closest] = inputsIn(form)
    .filter((input) => path === placeOf(input) || path.startsWith(`${placeOf(input)}.`))
    .sort((a, b) => placeOf(b).length - placeOf(a).length)
  return (
    closest ??
    inputsIn(form).find(
      (input) => placeOf(input) === field || placeOf(input).startsWith(`${field}.`),
    )
  )
}

/** The card an input stands on. */
export function cardOf(input: HTMLElement): number | undefined {
  const card = input.closest<HTMLElement>('[data-card]')?.dataset.card
  return card === undefined ? undefined : Number(card)
}

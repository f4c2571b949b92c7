// What a page must hold for everybody: every control has a name and room for what is typed, every text stands out from its ground. Runs inside the browser.

export interface Complaint {
  rule: 'name' | 'contrast' | 'room'
  where: string
  detail: string
}

/** Passed to the page as it is, so it may use nothing from outside. */
export function findComplaints(): Complaint[] {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  // A page has few colours and many texts, and reading from a canvas is slow.
  const known = new Map<string, number[]>()
  const toRgba = (color: string): number[] => {
    const rgba = known.get(color) ?? readRgba(color)
    known.set(color, rgba)
    return rgba
  }
  const readRgba = (color: string): number[] => {
    if (!context) return [0, 0, 0, 1]
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = color
    context.fillRect(0, 0, 1, 1)
    const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const luminance = ([r = 0, g = 0, b = 0]: number[]): number => {
    const [x = 0, y = 0, z = 0] = [r, g, b].map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const groundOf = (start: Element): number[] => {
    let ground = [0, 0, 0, 0]
    for (let element: Element | null = start; element && (ground[3] ?? 0) < 1; element = element.parentElement) {
      const layer = toRgba(getComputedStyle(element).backgroundColor)
      const rest = 1 - (ground[3] ?? 0)
      ground = [0, 1, 2]
        .map((i) => (ground[i] ?? 0) + (layer[i] ?? 0) * (layer[3] ?? 0) * rest)
        .concat((ground[3] ?? 0) + (layer[3] ?? 0) * rest)
    }
    return ground
  }
  const describe = (element: Element) =>
    `<${element.tagName.toLowerCase()} class="${String(element.getAttribute('class') ?? '').slice(0, 60)}"> ${(element.textContent ?? '').trim().slice(0, 40)}`
  const isShown = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0
  const nameOf = (element: Element): string => {
    const by = (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
      .trim()
    const labels =
      'labels' in element
        ? [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent ?? '').join(' ')
        : ''
    const inner = [...element.querySelectorAll('[aria-label], title, img[alt]')]
      .map((child) => child.getAttribute('aria-label') ?? child.getAttribute('alt') ?? child.textContent ?? '')
      .join(' ')
    return (
      [
        element.getAttribute('aria-label') ?? '',
        by,
        labels,
        element.textContent ?? '',
        inner,
        element.getAttribute('title') ?? '',
      ]
        .map((text) => text.trim())
        .find((text) => text !== '') ?? ''
    )
  }

  const complaints: Complaint[] = []
  for (const control of document.querySelectorAll(
    'a[href], button, input, select, textarea, [role="button"], [role="checkbox"], [role="option"], [role="menuitem"], [tabindex="0"]',
  )) {
    if (!isShown(control) || control.closest('[aria-hidden="true"]') || (control as HTMLInputElement).type === 'hidden') continue
    const isTyped =
      control instanceof HTMLInputElement && ['text', 'number', 'email', 'password', 'search'].includes(control.type)
    if (isTyped && control.getBoundingClientRect().width < 48)
      complaints.push({ rule: 'room', where: describe(control), detail: 'no room for what is typed' })
    if (nameOf(control) === '') complaints.push({ rule: 'name', where: describe(control), detail: 'a control without a name' })
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (
      !element ||
      (node.textContent ?? '').trim() === '' ||
      !isShown(element) ||
      element.closest('[aria-hidden="true"], [aria-disabled="true"], :disabled, script, style, .sr-only')
    )
      continue
    const style = getComputedStyle(element)
    const text = toRgba(style.color)
    const ground = groundOf(element)
    const mixed = [0, 1, 2].map((i) => (text[i] ?? 0) * (text[3] ?? 1) + (ground[i] ?? 0) * (1 - (text[3] ?? 1)))
    const [high = 0, low = 0] = [luminance(mixed), luminance(ground)].sort((a, b) => b - a)
    const ratio = (high + 0.05) / (low + 0.05)
    const isLarge =
      Number.parseFloat(style.fontSize) >= 24 || (Number.parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700)
    if (ratio < (isLarge ? 3 : 4.5))
      complaints.push({ rule: 'contrast', where: describe(element), detail: `${ratio.toFixed(2)} : 1` })
  }
  return complaints
}

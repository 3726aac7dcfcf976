/** A place on the screen, in its own points. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const preset = { width: 1100, height: 760 }
export const smallest = { width: 360, height: 480 }
/** So much of the window must be on a screen for a hand to get hold of it. */
const grip = 80

/**
 * Where the window opens: where it was, if that still is on one of the screens; else in the middle
 * of the first. @param screens what the screens have room for, the main one first
 */
export function fitBounds(
  saved: Rectangle | undefined,
  screens: readonly Rectangle[],
): Partial<Rectangle> & { readonly width: number; readonly height: number } {
  const screen = saved && screens.find((one) => isGraspable(saved, one))
  if (screen) return { ...saved, ...sizeOn(screen, saved) }
  return sizeOn(screens[0] ?? { x: 0, y: 0, ...preset }, saved ?? preset)
}

/** Whether the top edge, by which windows are moved, can be reached on this screen. */
function isGraspable({ x, y, width }: Rectangle, screen: Rectangle): boolean {
  const seen = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x)
  return seen >= grip && y >= screen.y && y <= screen.y + screen.height - grip
}

const sizeOn = (screen: Rectangle, { width, height }: { width: number; height: number }) => ({
  width: Math.max(smallest.width, Math.min(width, screen.width)),
  height: Math.max(smallest.height, Math.min(height, screen.height)),
})

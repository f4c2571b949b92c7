// Where code runs decides what an unknown release means: on servers the last deployment runs, with people any old version may.

/** The names of platforms whose code people hold: browsers, phones, desktops. */
const clientPlatforms = new Set([
  'javascript',
  'cocoa',
  'objc',
  'swift',
  'android',
  'dart',
  'flutter',
  'as3',
  'unity',
  'react-native',
])

/** Whether old versions live on after a deployment, as long as people keep a tab or an app open. */
export function isClientPlatform(platform: string | null): boolean {
  return platform !== null && clientPlatforms.has(platform.toLowerCase())
}

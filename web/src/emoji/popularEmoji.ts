/** Those that people use most. They are first among equal matches of a search, and keep all of their keywords. */
export const popularEmoji = [
  '❤️ 😂 👍 🙏 😭 🤣 😍 🎉 😊 🔥 🥰 😘 🥳 🤔 😁 😅 👏 😮 😢 🥺 🤷 🤦 🙌 💪 👀 💯 ✨ 🙂 😎 😉 😆 😀 😄 🤗 🙄 😡 😱 😴 👌 👋',
  '🎂 ✅ ❌ 💔 👎 😞 😳 🤩 🚀 😋 😜 🤪 😇 😏 😒 🙃 😬 😤 😠 🤯 🤮 😷 🤓 🤫 😈 💩 👻 💀 🤖 💋 💕 💖 💙 💚 💛 🧡 💜 🖤 🤍 ✌️',
  '🤞 🤝 👊 ✋ 👇 👉 🫶 🫡 🫠 🫂 🥹 🐶 🐱 🌹 🌸 ☀️ ⭐ ⚡ ❄️ 🌈 🎈 🎁 🎊 🏆 ⚽ ☕ 🍕 🍺 🍻 🥂 🍷 🍔 🎵 💡 💰 📌 📅 ❗ ❓ ⚠️ 💤 🆗',
].flatMap((line) => line.split(' '))

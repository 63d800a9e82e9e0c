"""Pictures from users' files: PNG and JPEG as pixels in sRGB, SVG as shapes. No file is trusted."""

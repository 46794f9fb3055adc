# آنچه صفحه‌های همهٔ چیزها می‌گویند: فرم، حذف، و چرا تغییری ثبت نشد

delete-title = حذف { $what }
delete-pointers = { $what } را نمی‌توان حذف کرد، چون این‌ها به آن وصل‌اند:
delete-first = اول این‌ها را به مقصد دیگری وصل کنید.

wrong-fields = { $count ->
    [one] یک مورد نیاز به اصلاح دارد:
   *[other] { $number } مورد نیاز به اصلاح دارد:
}
code-taken = کد { $code } قبلاً برای { $object } ثبت شده است. کد دیگری وارد کنید.
something-else = چیز دیگری
in-use = حذف نشد: { $from } به { $what } وصل است.
apply-refused = تغییرات اعمال نشد و تنظیمات قبلی برگردانده شد. علت: { $reason }
apply-why-not-taken = سرور تلفنی تنظیمات تازه را نپذیرفت.
apply-why-file = فایل تنظیمات نوشته نشد؛ فضای دیسک و دسترسی پوشه را بررسی کنید.
apply-why-version = این نسخهٔ Asterisk پشتیبانی نمی‌شود.
apply-not-taken-back = سرور تلفنی تنظیمات تازه را نپذیرفت و تنظیمات قبلی هم کامل برنگشت. تماس‌ها ادامه دارد؛ به مدیر سیستم خبر دهید.
apply-details = جزئیات فنی: { $details }
apply-not-linked = تغییرات اعمال نشد، چون ارتباط با سرور تلفنی قطع است. بعد از برقراری ارتباط دوباره ثبت کنید.
object-gone = چیزی که ویرایش می‌کردید حذف شده است.
problem-object-twice = { $what } دو بار تعریف شده است. شماره یا نام دیگری وارد کنید.
problem-route-twice = { $what } دو بار تعریف شده است. شماره یا الگوی دیگری وارد کنید.
problem-leads-nowhere = { $from } به { $to } وصل است که وجود ندارد. مقصد دیگری انتخاب کنید.
problem-dials-nothing = { $from } ({ $number }) به جایی وصل نیست، چون چیزی با این شماره وجود ندارد.
problem-no-trunk = { $from } شماره‌ای بیرونی است و ترانکی نیست. اول ترانک را اضافه کنید.
problem-no-such-member = { $queue } عضو { $member } را دارد که داخلی نیست.
problem-member-twice = { $member } دو بار عضو { $queue } است. یک بار کافی است.
problem-no-such-side = { $side } در سرور تلفنی نیست.
problem-no-such-queue = صف { $queue } در سرور تلفنی نیست.
problem-no-such-time-group = گروه زمانی «{ $group }» وجود ندارد.
problem-no-such-sound = فایل صوتی «{ $sound }» بارگذاری نشده است.
problem-key-twice = کلید { $key } دو بار آمده است. هر کلید یک مقصد دارد.
problem-failure-is-module = مقصد خطای ماژول، خودش نمی‌تواند ماژول باشد؛ صف، داخلی یا منشی تلفنی انتخاب کنید.
problem-cycle = مسیر تماس به جای اول برمی‌گردد و پایانی ندارد: { $ring }. یکی را به مقصد دیگری وصل کنید.
ring-arrow = {" ← "}
service-stopping = سرویس در حال خاموش شدن است؛ کمی بعد دوباره امتحان کنید.
conflict = { $user } هم‌زمان این صفحه را تغییر داده است. تغییرات را ببینید و دوباره ثبت کنید.
conflict-now = اکنون
conflict-typed = آنچه شما نوشته‌اید

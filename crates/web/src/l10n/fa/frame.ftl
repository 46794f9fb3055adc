# قاب صفحه

vasl = وصل
vasl-is = اتصال مجدد به اپراتور
skip = رفتن به متن صفحه
menu = منو
crumbs = مسیر صفحه
log-out = خروج
to-first-page = رفتن به داشبورد
back = بازگشت
cancel = انصراف
save = ثبت
add = افزودن
edit = ویرایش
delete = حذف
actions = عملیات
row = ردیف
code = کد
name = نام
type = نوع
choose = انتخاب کنید
pages = صفحه‌های فهرست
page-first = صفحهٔ اول
of-the-pbx = سرور تلفنی
page-previous = قبلی
page-next = بعدی
rows = { $count ->
    [one] { $number } مورد
   *[other] { $number } مورد
}
nothing-found = چیزی با این مشخصات پیدا نشد.
show-all = نمایش همه
show = نمایش
yes = بله
no = خیر
somebody = شخص دیگری
author-command-line = خط فرمان

menu-dashboard = داشبورد
menu-call-centre = مرکز تماس
menu-modules = اتصال مجدد اپراتورها
menu-settings = تنظیمات سیستم
menu-users = کاربران
menu-audit = سوابق تغییرات

link-down-since = ارتباط با سرور تلفنی قطع است؛ اتصال مجدد با اطلاعات تا { $time } ادامه دارد.
link-never = ارتباط با سرور تلفنی برقرار نشده است.

done-saved = تغییرات ثبت شد.
done-added = اضافه شد.
done-removed = حذف شد.
done-memory-cleared = حافظه پاک شد.
done-shown-again = دوباره وارد شدید. این فرم همان است که نوشته بودید و هنوز ثبت نشده است.
done-sessions-ended = نشست پایان یافت.

problem-title = خطا
problem-not-found = این صفحه پیدا نشد. شاید حذف شده باشد.
problem-forbidden = اجازهٔ دیدن این صفحه را ندارید. از مدیر سیستم بخواهید.
problem-asked-otherwise = این نشانی صفحه‌ای برای دیدن ندارد؛ فقط فرم‌ها به آن فرستاده می‌شوند.
problem-unreadable = فرم خوانده نشد. صفحه را دوباره باز کنید و از نو ثبت کنید.
problem-store = پایگاه داده در دسترس نیست. تماس‌ها پاسخ داده می‌شوند؛ کمی بعد دوباره امتحان کنید.
problem-store-sent = پایگاه داده در دسترس نیست و چیزی ثبت نشد. تماس‌ها پاسخ داده می‌شوند. کمی بعد همین صفحه را دوباره بارگذاری کنید تا آنچه نوشته‌اید دوباره فرستاده شود.
problem-fault = خطایی در برنامه رخ داد. جزئیات در لاگ سرویس ثبت شد.
problem-busy = اکنون چند خروجی دیگر در حال ساخت است. نیم دقیقهٔ دیگر دوباره امتحان کنید.
